#ifndef API_REPORTS_READ_H
#define API_REPORTS_READ_H

#include "api/call.h"

/* GET of reports: the list and one of them. */
handler reports_list;
handler report_show;

#endif
