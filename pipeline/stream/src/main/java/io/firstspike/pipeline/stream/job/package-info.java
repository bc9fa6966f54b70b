/**
 * The learning job and the serving job: their settings, their topology, their sources and sinks.
 */
package io.firstspike.pipeline.stream.job;
