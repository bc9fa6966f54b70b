/**
 * Networks in tensors of ND4J: volleys, spike waves, weights and potentials as {@code INDArray},
 * and the backend {@code nd4j}, which states the engine's semantics as dense tensor operations.
 */
package io.firstspike.engine.nd4j;
