package io.firstspike.engine.spec;

/**
 * Poisson coding as part of an encoding ({@code PoissonCoding}): equal intensities give equal
 * volleys, on every thread and machine, whatever came before.
 *
 * @param maxRate spikes a step of a cell of full intensity, above 0 to 1
 * @param fullIntensity the intensity that fires at {@code maxRate}, as do stronger ones, in units
 *     of what stands before the coding; 0 or left out: that of each image's strongest cell
 * @param seed another one gives other trains
 */
public record PoissonSpec(double maxRate, float fullIntensity, long seed) {}
