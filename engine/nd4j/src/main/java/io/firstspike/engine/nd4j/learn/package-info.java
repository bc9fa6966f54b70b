/**
 * Learning as tensor operations, example after example in their order: STDP of feature layers, and
 * the rules of decision layers.
 */
package io.firstspike.engine.nd4j.learn;
