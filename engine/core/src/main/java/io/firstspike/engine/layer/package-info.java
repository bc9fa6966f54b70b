/**
 * Layers of neurons that fire at most once: synapses, potentials, first spikes, and competition for
 * the right to learn.
 */
package io.firstspike.engine.layer;
