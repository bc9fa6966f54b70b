/**
 * Decoding of pictures: PNG, JPEG, BMP, PGM and raw samples, within limits that are checked before
 * memory is allocated.
 */
package io.firstspike.connectors.image;
