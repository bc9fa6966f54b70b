/** Layers of neurons that fire at most once: their synapses, potentials, first spikes, winners. */
package io.firstspike.engine.layer;
