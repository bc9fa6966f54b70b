/**
 * Values in flight and in state, and how they are written: every form has a version, and earlier
 * versions are read for ever.
 */
package io.firstspike.pipeline.stream.state;
