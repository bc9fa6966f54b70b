/**
 * Exchange of weights and arrays with other programs: NumPy's npy and npz files, and SpykeTorch's
 * text files.
 */
package io.firstspike.engine.exchange;
