/**
 * Volleys, which are the spikes of neurons that fire at most once; their shapes and binary format;
 * and the windows, pooling and inhibition that apply to them.
 *
 * <p>A volley gives for each neuron the time step of its spike, called its <em>latency</em>, or
 * that it stays silent.
 */
package io.firstspike.engine.spike;
