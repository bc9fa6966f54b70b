/**
 * Networks of other programs in the Neuromorphic Intermediate Representation (NIR): graphs in HDF5
 * files, read and written; models that are such files; networks of this engine as such graphs.
 */
package io.firstspike.engine.nir;
