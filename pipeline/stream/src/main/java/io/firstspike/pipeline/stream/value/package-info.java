/** Values in flight and in state; {@code state} has their binary formats. */
package io.firstspike.pipeline.stream.value;
