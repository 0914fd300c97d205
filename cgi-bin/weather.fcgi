#!/bin/sh
# Starts Weather on a shared host, as FastCGI or as CGI.
#
# Where the program, its weather.conf and its data are: outside of everything
# that the web server shows.  Relative to this file's folder, in which web
# servers start it, so ~/public_html/cgi-bin goes with ~/weather.
WEATHER_HOME=../../weather

cd "$WEATHER_HOME" || exit 1
WEATHER_CONFIG=$PWD/weather.conf
export WEATHER_CONFIG
exec ./weather.fcgi
