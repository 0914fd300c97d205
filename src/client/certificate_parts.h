#ifndef CLIENT_CERTIFICATE_PARTS_H
#define CLIENT_CERTIFICATE_PARTS_H

#include "client/certificate.h"

#include <openssl/x509.h>
#include <stdbool.h>

/* What certificate.c and certificate_new.c share. */
bool certificate_measure(const X509 *x509, struct thumbprints *thumbprints);

#endif
