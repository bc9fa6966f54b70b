/**
 * What ND4J needs of a machine: machine code for its platform, unpacked and loaded, and memory off
 * the heap.
 */
package io.firstspike.engine.nd4j.runtime;
