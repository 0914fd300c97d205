#ifndef API_REPORTS_WRITE_H
#define API_REPORTS_WRITE_H

#include "api/call.h"

/* POST, PATCH and DELETE of reports. */
handler report_create;
handler report_edit;
handler report_delete;
handler reports_clear;

#endif
