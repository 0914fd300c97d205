#ifndef WEATHER_CONDITION_H
#define WEATHER_CONDITION_H

#include "weather/current.h"

#include <stdbool.h>

/*
 * What the weather is like in one word: OpenWeatherMap's condition (its id,
 * group, description and icon, as https://openweathermap.org/weather-conditions
 * lists them) and the word that Home Assistant has for it.
 */
struct condition {
	int id;
	const char *group;       /* "Rain" */
	const char *description; /* "light rain" */
	const char *icon;        /* "10", without the d or n of day or night */
	const char *word;        /* "rainy" */
};

/*
 * From the present weather (WMO 4677, 0 to 3 as Open-Meteo reads them: the
 * sky), else from rain or snow that falls, else from the cloud cover.  NULL
 * when nobody measured any of these.
 */
const struct condition *condition_of(const struct current *current);

/* condition->word, where the night has a word of its own that. */
const char *condition_word(const struct condition *condition, bool is_day);

/* Snow, sleet or hail: what falls is no rain. */
bool condition_is_frozen(const struct condition *condition);

#endif
