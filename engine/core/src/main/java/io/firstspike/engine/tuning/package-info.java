/**
 * A search for the network that suits a data set: filters, thresholds, winners, pooling and steps,
 * first by statistics of images and spikes, then by trials on held-out examples (successive
 * halving).
 */
package io.firstspike.engine.tuning;
