/**
 * The binary formats of values in flight and in state: each has a version, and earlier versions can
 * always be read.
 */
package io.firstspike.pipeline.stream.state;
