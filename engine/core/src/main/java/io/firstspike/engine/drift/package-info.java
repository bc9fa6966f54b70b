/** Detection of drift: of a stream whose frames or labels no longer mean what they meant. */
package io.firstspike.engine.drift;
