/** Inner loops in which nearly all time is spent, in plain Java, and the way to faster ones. */
package io.firstspike.engine.compute;
