# nothing else of the program's folder is shown
for path in /weatherctl /bin/weatherctl /weather.fcgi /weather.conf \
	/api.conf /api/../bin/weatherctl /state/weather.db \
	/state/dev.key.pem /..%2fweather.conf /.htaccess \
	/cgi-bin/.htaccess /cgi-bin/ /cgi-bin/other; do
	server_decides request GET "$path"
	[ "$STATUS" = 403 ] || [ "$STATUS" = 404 ] || [ "$STATUS" = 400 ] ||
		fact_failed "$path: $STATUS"
done
