package io.firstspike.engine.spec;

/**
 * The normal distribution a layer's first weights are drawn from.
 *
 * @param mean its mean
 * @param deviation its standard deviation
 */
public record WeightsSpec(float mean, float deviation) {}
