/**
 * Servers inside this JVM: a Kafka broker and a Flink cluster, for laptops and tests. They know
 * nothing of FirstSpike's jobs and topics.
 */
package io.firstspike.pipeline.local;
