/** Decisions on the device, by potentials and by the order and the time of spikes. */
package io.firstspike.engine.cuda.decide;
