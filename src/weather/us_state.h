#ifndef WEATHER_US_STATE_H
#define WEATHER_US_STATE_H

#include "base/str.h"

/* "Oregon" for "OR": the states, territories and the district, by the codes
 * of the postal service; NULL for any other word. */
const char *us_state_name(struct str code);

#endif
