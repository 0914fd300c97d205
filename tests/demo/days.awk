# Turns days of 2012 to 2015 into observations of the four years that end now.
# Wants -v now=2026-11-22T08:00:00Z.  Prints CSV for `weatherctl import`.

function leap(year) {
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

# RFC 3339 times of one form sort as texts.
function print_observation(time, rest) {
	if (time <= now)
		print time "," place[$1] ",US," $1 "," rest
}

BEGIN {
	FS = ","
	place["seattle-demo"] = "Seattle,WA"
	place["nyc-demo"] = "New York,NY"
	today = substr(now, 6, 5)
	years = substr(now, 1, 4) - 2015
	print "observed_at,city,state,country,observer,temp,precip," \
		"wind_speed,weather_code,interval"
}

NR > 1 {
	if (!($1 in place)) {
		print FILENAME ":" NR ": unknown station " $1 > "/dev/stderr"
		exit 1
	}
	day = substr($2, 6, 5)
	# a day of the year that has not come yet belongs to last year
	year = substr($2, 1, 4) + years - (day > today)
	if (day == "02-29" && !leap(year))
		next
	date = year "-" day
	print_observation(date "T06:00:00Z", $3 ",,,,")
	print_observation(date "T15:00:00Z", $4 "," $5 "," $6 "," $7 ",86400")
}
