/**
 * Measures the streaming job from topic to topic: throughput, latency, CPU time a frame, memory
 * over time, and the cost of many models.
 */
package io.firstspike.bench.stream;
