/**
 * Tensors of ND4J: volleys, spike waves, weights and potentials in their layouts, and operations
 * that all stages share.
 */
package io.firstspike.engine.nd4j.tensor;
