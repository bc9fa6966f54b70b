/** Measurements of how fast recordings of event cameras are decoded. */
package io.firstspike.bench.event;
