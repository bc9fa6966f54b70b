/** What neurons that fire many times did, as volleys: an encoding of the engine of first spikes. */
package io.firstspike.engine.stepped.volley;
