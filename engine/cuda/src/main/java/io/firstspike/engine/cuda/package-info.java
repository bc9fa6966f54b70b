/**
 * The backend {@code cuda}: networks executed and trained on an NVIDIA GPU by kernels of our own,
 * with the same spikes, potentials and weights as on the processor, bit by bit.
 */
package io.firstspike.engine.cuda;
