package io.firstspike.connectors.image;

/**
 * An encoded picture that has been checked and reduced to the parts that its pixels need.
 *
 * @param bytes the file that ImageIO is given
 * @param orientation the rotation that turns its pixels upright
 */
record BarePicture(byte[] bytes, Orientation orientation) {}
