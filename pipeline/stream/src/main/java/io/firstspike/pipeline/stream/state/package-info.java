/**
 * Values in flight and in state, and their binary formats: each has a version, and earlier versions
 * can always be read.
 */
package io.firstspike.pipeline.stream.state;
