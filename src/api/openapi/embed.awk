# Turns src/api/openapi/FOLDER/NAME.json (and document.json) into one C header:
# a table of "FOLDER/NAME" and text.  Runs with mawk and gawk.

function quoted(line)
{
	sub(/^[ \t]+/, "", line)
	gsub(/\\/, "&&", line)
	gsub(/"/, "\\\\&", line)
	gsub(/\?/, "\\\\&", line)
	return "\n\t\"" line "\\n\""
}

BEGIN {
	print "/* Made by embed.awk from src/api/openapi/. */"
	print "#ifndef PIECES_H"
	print "#define PIECES_H"
	print "\n#pragma GCC diagnostic push"
	print "#pragma GCC diagnostic ignored \"-Woverlength-strings\""
	print "\nstatic const struct {\n\tconst char *name, *text;"
	print "} openapi_pieces[] = {"
}

FNR == 1 {
	name = FILENAME
	sub(/^.*\/openapi\//, "", name)
	sub(/\.json$/, "", name)
	printf "%s\t{\"%s\",", NR == 1 ? "" : "},\n", name
}

{
	printf "%s", quoted($0)
}

END {
	print "},\n};\n\n#pragma GCC diagnostic pop\n\n#endif"
}
