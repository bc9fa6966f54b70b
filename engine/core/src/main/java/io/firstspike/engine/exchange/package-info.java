/** Weights and arrays of other programs: NumPy's npy and npz, tensors as text. */
package io.firstspike.engine.exchange;
