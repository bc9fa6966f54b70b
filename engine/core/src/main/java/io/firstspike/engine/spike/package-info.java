/**
 * Spikes: volleys of neurons that fire at most once, the shapes they have, the windows and pools
 * that move over them.
 *
 * <p>A volley says of each neuron in which time step it fires, or that it stays silent: its
 * <em>latency</em>.
 */
package io.firstspike.engine.spike;
