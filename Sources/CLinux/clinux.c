// A C target needs one file to compile; everything stands in the header.
#include "clinux.h"
