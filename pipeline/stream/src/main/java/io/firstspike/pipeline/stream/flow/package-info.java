/**
 * Learning and serving as parts of Flink jobs of your own: frames from any source, predictions to
 * any sink.
 */
package io.firstspike.pipeline.stream.flow;
