package io.firstspike.connectors.image;

/**
 * An encoded picture that has been checked, without all that its pixels do not need.
 *
 * @param bytes the file that ImageIO is given
 * @param orientation how its pixels are to be turned
 */
record BarePicture(byte[] bytes, Orientation orientation) {}
