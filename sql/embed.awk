# Turns sql/*/*.sql into one C header for src/store.  Runs with mawk and gawk.
#
#   sql/weather/NNN_*.sql  migrations of weather.db, in the order of NNN
#   sql/keys/NNN_*.sql     migrations of keys.db
#   sql/queries/NAME.sql   statements: "-- :database weather|keys|any|opening|backup"
#                          once, then each statement under "-- :name"
#
# "any" is for both databases; "opening" is for statements that run before a
# role applies, or without one; "backup" is for the file that a backup is.

function die(text)
{
	printf "%s:%d: %s\n", FILENAME, FNR, text > "/dev/stderr"
	failed = 1
	exit 1
}

# A question mark is escaped too: "??(" would be a trigraph.
function quoted(line)
{
	gsub(/\\/, "&&", line)
	gsub(/"/, "\\\\&", line)
	gsub(/\?/, "\\\\&", line)
	gsub(/\t/, "\\t", line)
	return "\n\t\"" line "\\n\""
}

FNR == 1 {
	parts = split(FILENAME, part, "/")
	folder = part[parts - 1]
	database = ""
	name = ""
	if (folder == "weather" || folder == "keys") {
		if (substr(part[parts], 1, 4) != \
		    sprintf("%03d_", ++migrations[folder]))
			die("migrations must be numbered 001_, 002_, ...")
	} else if (folder != "queries") {
		die("neither a migration nor a file of queries")
	}
}

folder != "queries" {
	migration[folder, migrations[folder]] = \
		migration[folder, migrations[folder]] quoted($0)
	next
}

/^-- :database / {
	database = $3
	if (database !~ /^(weather|keys|any|opening|backup)$/)
		die("unknown database " database)
	next
}

/^-- :/ {
	name = substr($2, 2)
	if (database == "")
		die("-- :database must come first")
	if (name !~ /^[a-z][a-z0-9_]*$/ || NF != 2)
		die("not a name of a statement")
	if (name in text)
		die(name " is there already")
	names[++count] = name
	text[name] = ""
	of[name] = database
	next
}

/^[ \t]*(--.*)?$/ {
	next
}

{
	if (name == "")
		die("a statement without a name")
	text[name] = text[name] quoted($0)
}

function print_migrations(folder,    i)
{
	if (!migrations[folder])
		die("no migrations in sql/" folder)
	printf "\nstatic const char *const sql_%s_migrations[] = {", folder
	for (i = 1; i <= migrations[folder]; i++)
		printf "%s,\n", migration[folder, i]
	print "};"
}

END {
	if (failed)
		exit 1
	print "/* Made by sql/embed.awk from sql/; changes belong there. */"
	print "#ifndef SQL_H"
	print "#define SQL_H"
	print "\n#pragma GCC diagnostic push"
	print "#pragma GCC diagnostic ignored \"-Woverlength-strings\""
	print "\nenum sql_database {\n\tSQL_FOR_WEATHER,\n\tSQL_FOR_KEYS,"
	print "\tSQL_FOR_ANY,\n\tSQL_FOR_OPENING,\n\tSQL_FOR_BACKUP,\n};"
	print "\nenum sql_id {"
	for (i = 1; i <= count; i++)
		printf "\tSQL_%s,\n", toupper(names[i])
	print "\tSQL_COUNT,\n};"
	print "\nstatic const struct sql_statement {"
	print "\tconst char *name;\n\tenum sql_database database;"
	print "\tconst char *text;\n} sql_statements[] = {"
	for (i = 1; i <= count; i++) {
		if (text[names[i]] == "")
			die(names[i] " is empty")
		printf "{\"%s\", SQL_FOR_%s,%s},\n", names[i],
			toupper(of[names[i]]), text[names[i]]
	}
	print "};"
	print_migrations("weather")
	print_migrations("keys")
	print "\n#pragma GCC diagnostic pop"
	print "\n#endif"
}
