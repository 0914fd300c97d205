#include "weather/condition.h"

#include "base/attr.h"
#include "base/str.h"

static const struct condition conditions[] = {
	{201, "Thunderstorm", "thunderstorm with rain", "11",
		"lightning-rainy"},
	{202, "Thunderstorm", "thunderstorm with heavy rain", "11",
		"lightning-rainy"},
	{210, "Thunderstorm", "light thunderstorm", "11", "lightning"},
	{211, "Thunderstorm", "thunderstorm", "11", "lightning"},
	{300, "Drizzle", "light intensity drizzle", "09", "rainy"},
	{301, "Drizzle", "drizzle", "09", "rainy"},
	{302, "Drizzle", "heavy intensity drizzle", "09", "rainy"},
	{310, "Drizzle", "light intensity drizzle rain", "09", "rainy"},
	{311, "Drizzle", "drizzle rain", "09", "rainy"},
	{500, "Rain", "light rain", "10", "rainy"},
	{501, "Rain", "moderate rain", "10", "rainy"},
	{502, "Rain", "heavy intensity rain", "10", "pouring"},
	{503, "Rain", "very heavy rain", "10", "pouring"},
	{511, "Rain", "freezing rain", "13", "snowy-rainy"},
	{520, "Rain", "light intensity shower rain", "09", "rainy"},
	{521, "Rain", "shower rain", "09", "rainy"},
	{522, "Rain", "heavy intensity shower rain", "09", "pouring"},
	{600, "Snow", "light snow", "13", "snowy"},
	{601, "Snow", "snow", "13", "snowy"},
	{602, "Snow", "heavy snow", "13", "snowy"},
	{611, "Snow", "sleet", "13", "snowy-rainy"},
	{612, "Snow", "light shower sleet", "13", "hail"},
	{613, "Snow", "shower sleet", "13", "hail"},
	{615, "Snow", "light rain and snow", "13", "snowy-rainy"},
	{616, "Snow", "rain and snow", "13", "snowy-rainy"},
	{620, "Snow", "light shower snow", "13", "snowy"},
	{621, "Snow", "shower snow", "13", "snowy"},
	{701, "Mist", "mist", "50", "fog"},
	{711, "Smoke", "smoke", "50", "fog"},
	{721, "Haze", "haze", "50", "fog"},
	{731, "Dust", "sand/dust whirls", "50", "windy"},
	{741, "Fog", "fog", "50", "fog"},
	{751, "Sand", "sand", "50", "exceptional"},
	{761, "Dust", "dust", "50", "exceptional"},
	{771, "Squall", "squalls", "50", "windy"},
	{781, "Tornado", "tornado", "50", "exceptional"},
	{800, "Clear", "clear sky", "01", "sunny"},
	{801, "Clouds", "few clouds", "02", "partlycloudy"},
	{802, "Clouds", "scattered clouds", "03", "partlycloudy"},
	{803, "Clouds", "broken clouds", "04", "cloudy"},
	{804, "Clouds", "overcast clouds", "04", "cloudy"},
};

/* Up to and with code; 0 where the code tells of another place or of the
 * past hour, and so nothing of the weather here and now. */
static const struct {
	int code, id;
} codes[] = {{0, 800}, {1, 801}, {2, 802}, {3, 804}, {4, 711}, {5, 721},
	{7, 761}, {8, 731}, {9, 761}, {10, 701}, {12, 741}, {13, 210}, {16, 0},
	{17, 211}, {18, 771}, {19, 781}, {29, 0}, {32, 761}, {35, 751},
	{36, 600}, {37, 601}, {38, 600}, {39, 601}, {49, 741}, {51, 300},
	{53, 301}, {55, 302}, {57, 511}, {58, 310}, {59, 311}, {61, 500},
	{63, 501}, {65, 502}, {67, 511}, {68, 615}, {69, 616}, {71, 600},
	{73, 601}, {75, 602}, {78, 600}, {79, 611}, {80, 520}, {81, 521},
	{82, 522}, {83, 615}, {84, 616}, {85, 620}, {86, 621}, {87, 612},
	{88, 613}, {89, 612}, {90, 613}, {91, 500}, {92, 501}, {93, 615},
	{94, 616}, {96, 201}, {97, 202}, {98, 211}, {99, 202}};

static const struct condition *
find(int id)
{
	for (size_t i = 0; i < COUNT(conditions); i++)
		if (conditions[i].id == id)
			return &conditions[i];
	return NULL;
}

static int
of_code(int32_t code)
{
	size_t i = 0;

	while (i + 1 < COUNT(codes) && codes[i].code < code)
		i++;
	return codes[i].id;
}

/* Intensity of rain: 2.5, 7.6 and 50 mm/h (AMS glossary); snow at or below
 * 0.5 degC. */
static int
of_rate(int32_t rate, bool is_snow)
{
	if (is_snow)
		return rate < 250 ? 600 : rate < 760 ? 601 : 602;
	return rate < 250 ? 500 : rate < 760 ? 501 : rate < 5000 ? 502 : 503;
}

/* OpenWeatherMap's borders: 11, 25, 51 and 85 %. */
static int
of_clouds(int32_t percent)
{
	return percent < 11   ? 800
	       : percent < 25 ? 801
	       : percent < 51 ? 802
	       : percent < 85 ? 803
			      : 804;
}

const struct condition *
condition_of(const struct current *current)
{
	int32_t rate;
	int id = 0;

	if (current_has(current, FIELD_WEATHER_CODE))
		id = of_code(current->values[FIELD_WEATHER_CODE]);
	if (!id && current_precip_rate(current, &rate) && rate > 0)
		id = of_rate(rate, current_has(current, FIELD_TEMP) &&
					   current->values[FIELD_TEMP] <= 50);
	if (!id && current_has(current, FIELD_CLOUD_COVER))
		id = of_clouds(current->values[FIELD_CLOUD_COVER]);
	return find(id);
}

const char *
condition_word(const struct condition *condition, bool is_day)
{
	return condition->id == 800 && !is_day ? "clear-night"
					       : condition->word;
}

bool
condition_is_frozen(const struct condition *condition)
{
	return condition->id >= 600 && condition->id < 700;
}
