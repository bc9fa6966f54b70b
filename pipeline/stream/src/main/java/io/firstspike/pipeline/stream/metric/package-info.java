/** Flink metrics of the jobs' operators: their names, and the counting of dead letters. */
package io.firstspike.pipeline.stream.metric;
