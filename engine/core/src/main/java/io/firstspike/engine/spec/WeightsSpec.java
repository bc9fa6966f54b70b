package io.firstspike.engine.spec;

/**
 * Normal distribution that the first weights of a layer are drawn from.
 *
 * @param mean its mean
 * @param deviation its standard deviation
 */
public record WeightsSpec(float mean, float deviation) {}
