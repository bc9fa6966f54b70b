/**
 * Measures the speed of the engine on one core: the steps of networks and the innermost loops,
 * beside dense tensors and beside what the machine can do at most.
 */
package io.firstspike.bench.engine;
