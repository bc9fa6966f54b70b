package io.firstspike.engine.learning;

/**
 * One map's weights after they have changed.
 *
 * @param layer the layer, counted from 0, the decision layer last
 * @param map the map
 * @param row its weights, in the order of {@link io.firstspike.engine.layer.Convolution#row}; not
 *     to be changed
 */
public record RowChange(int layer, int map, float[] row) {}
