/** One layer on batches of latencies: potentials, firing, pooling, inhibition, winners. */
package io.firstspike.engine.nd4j.layer;
