# Turns data/aliases.txt into a C table: one row per alias.  Runs with mawk
# and gawk.

function die(text)
{
	printf "%s:%d: %s\n", FILENAME, FNR, text > "/dev/stderr"
	failed = 1
	exit 1
}

function quoted(text)
{
	sub(/^[ \t]+/, "", text)
	sub(/[ \t]+$/, "", text)
	if (text == "" || text ~ /["\\?]/)
		die("an empty name, or one that C would read otherwise")
	return "\"" text "\""
}

BEGIN {
	FS = "|"
	print "/* Made by data/aliases.awk from data/aliases.txt. */"
}

/^[ \t]*(#|$)/ {
	next
}

{
	words = split($1, code, " ")
	if (NF < 3 || words > 2 || code[1] !~ /^[A-Z][A-Z]$/ || \
	    (words == 2 && code[2] !~ /^[A-Z][A-Z]$/))
		die("not COUNTRY [STATE] | name | alias ...")
	for (i = 3; i <= NF; i++)
		printf "{\"%s\", \"%s\", %s, %s},\n", code[1],
			words == 2 ? code[2] : "", quoted($2), quoted($i)
}

END {
	if (failed)
		exit 1
}
