package io.firstspike.engine.network;

/**
 * One table of what a network has learned, kept and published row by row.
 *
 * @param name that of its layer, with what it holds if that is not the layer's weights
 * @param rows one a map
 * @param layer whose maps they are
 * @param scalar whether a row is one number; else it has one for each synapse of the layer's
 *     neurons
 */
public record WeightTable(String name, int rows, int layer, boolean scalar) {}
