/**
 * Graphs of layers of neurons that fire many times, and of what connects them, as values: nodes
 * with their parameters, and edges. Nothing is computed here.
 *
 * <p>The nodes and their equations are those of the Neuromorphic Intermediate Representation (J. E.
 * Pedersen et al., "Neuromorphic intermediate representation: A unified instruction set for
 * interoperable brain-inspired computing", Nature Communications 15, 2024, table 1), and the
 * rectifier of networks without spikes. Parameters of neurons have one entry for each neuron; times
 * are seconds.
 */
package io.firstspike.engine.stepped.graph;
