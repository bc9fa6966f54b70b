/**
 * Pictures from bytes: PNG, JPEG, BMP, PGM and raw samples, within limits that hold before anything
 * is allocated.
 */
package io.firstspike.connectors.image;
