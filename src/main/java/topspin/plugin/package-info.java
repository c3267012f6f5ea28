/**
 * Code that users add at run time: JARs, where they are searched for, and the providers in them. At the lowest level:
 * every package that can be extended gets its additions here.
 */
package topspin.plugin;
