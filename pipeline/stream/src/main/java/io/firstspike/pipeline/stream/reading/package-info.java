/** A Kafka source that tells how far it has read. */
package io.firstspike.pipeline.stream.reading;
