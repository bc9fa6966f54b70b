package io.firstspike.bench.readout;

/**
 * A sparse vector: what a classifier sees of one image, without the zeros.
 *
 * @param columns which numbers are not 0, ascending
 * @param values these numbers
 */
record FeatureVector(int[] columns, float[] values) {}
