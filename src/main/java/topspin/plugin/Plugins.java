package topspin.plugin;

import topspin.file.FileProblem;
import topspin.file.Sha256;
import topspin.text.Excerpt;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.function.Function;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;

/**
 * The code in a {@link PluginPath}: one class loader for all of its JARs, so that they see each other's classes and
 * this program's. Everything that can be extended gets its providers here; they are named in {@code META-INF/services},
 * as for {@link ServiceLoader}. A problem that the user must fix is a {@link PluginException}.
 *
 * <p>Safe for any thread. To be closed when no code from the JARs runs any more.
 */
public final class Plugins implements Closeable {
    private static final String SERVICES = "META-INF/services/";
    /** The services that a JAR can provide: this program's only. */
    private static final String OWN = "topspin.";
    private static final Pattern CLASS_FILE = Pattern.compile("class file version (\\d+)");
    /** Class files of Java 17 have version 61, and so on. */
    private static final int CLASS_FILE_OF_JAVA_0 = 44;
    private static final Pattern OF_THIS_PROGRAM = Pattern.compile("topspin[./]");
    private static final Pattern CLASS_NAME = Pattern.compile("\\w+(?:[./$]\\w+)+");

    /** @param own finds what lies in this JAR, and nothing else */
    private record Opened(PluginJar jar, PluginPath.Entry entry, URLClassLoader own) {
    }

    /**
     * A provider from an added JAR.
     *
     * @param jar  where its name is registered
     * @param name of what it provides
     */
    public record Added<S>(PluginJar jar, String name, S provider) {
    }

    private final List<Opened> opened = new ArrayList<>();
    private final List<Runnable> closing = new ArrayList<>();
    private final URLClassLoader classes;

    private Plugins(List<PluginPath.Entry> entries) {
        classes = new URLClassLoader(entries.stream().map(Plugins::url).toArray(URL[]::new),
                Plugins.class.getClassLoader());
    }

    /** No JAR at all. */
    public static Plugins none() {
        return open(new PluginPath(List.of()));
    }

    /**
     * Checks every JAR; loads no class yet.
     *
     * @throws PluginException if one is missing, is not a JAR, or provides nothing for this program
     */
    public static Plugins open(PluginPath path) {
        Plugins plugins = new Plugins(path.entries());
        try {
            for (PluginPath.Entry entry : path.entries()) {
                plugins.opened.add(opened(entry));
            }
            return plugins;
        } catch (RuntimeException e) {
            try (plugins) {
                throw e;
            } catch (IOException unclosed) {
                e.addSuppressed(unclosed);
                throw e;
            }
        }
    }

    /** In the order in which they are searched. */
    public List<PluginJar> jars() {
        return opened.stream().map(Opened::jar).toList();
    }

    /**
     * Makes every added provider of a service.
     *
     * @param name of what a provider provides; may call more of its methods, to check that they exist
     * @throws PluginException if one cannot be loaded or made, or was built for another Java or another Topspin
     */
    public <S> List<Added<S>> providers(Class<S> service, Function<S, String> name) {
        List<Added<S>> found = new ArrayList<>();
        for (Opened jar : opened) {
            try {
                Iterator<S> providers = ServiceLoader.load(service, new OfOneJar(classes, jar.own())).iterator();
                while (providers.hasNext()) {
                    S provider = providers.next();
                    requireOwn(provider.getClass(), jar);
                    found.add(new Added<>(jar.jar(), name.apply(provider), provider));
                }
            } catch (LinkageError e) {
                throw new PluginException(jar.entry().given() + ": " + misfit(e), e);
            } catch (ServiceConfigurationError e) {
                throw new PluginException(jar.entry().given() + ": " + reason(e), e);
            } catch (PluginException e) {
                throw e;
            } catch (RuntimeException e) {
                throw new PluginException(jar.entry().given() + ": its " + service.getSimpleName() + " fails: " + e, e);
            }
        }
        return found;
    }

    /** Of two classes with one name, only the first is ever loaded. */
    private void requireOwn(Class<?> type, Opened jar) {
        String file = file(type.getName());
        boolean loadedHere = type.getClassLoader() == classes;
        Opened first = opened.stream().filter(other -> other.own().findResource(file) != null).findFirst().orElse(jar);
        if (jar.own().findResource(file) != null && (!loadedHere || first != jar)) {
            throw new PluginException(jar.entry().given() + ": its class " + type.getName() + " is also in "
                    + (loadedHere ? first.jar() + "; leave one of them away, or rename it"
                    : "this Topspin; build it without Topspin's classes"));
        }
    }

    private static String file(String className) {
        return className.replace('.', '/') + ".class";
    }

    /**
     * The JAR whose code failed.
     *
     * @return empty if no class of any JAR has to do with it
     */
    public Optional<PluginJar> culprit(Throwable failure) {
        Stream<String> called = Stream.of(failure.getStackTrace()).map(StackTraceElement::getClassName);
        // a missing method fails in the caller; only the message names the class that lacks it
        Stream<String> said = failure instanceof LinkageError && failure.getMessage() != null
                ? CLASS_NAME.matcher(failure.getMessage()).results().map(match -> match.group().replace('/', '.'))
                : Stream.of();
        return Stream.concat(said, called).map(this::holder).flatMap(Optional::stream).findFirst();
    }

    private Optional<PluginJar> holder(String className) {
        String file = file(className);
        return opened.stream().filter(jar -> jar.own().findResource(file) != null).map(Opened::jar).findFirst();
    }

    /** Why a class of a JAR cannot be used here, and what to do. */
    public static String misfit(LinkageError e) {
        String message = String.valueOf(e.getMessage());
        if (e instanceof UnsupportedClassVersionError) {
            Matcher version = CLASS_FILE.matcher(message);
            int here = Runtime.version().feature();
            String built = version.find() ? "Java " + (Integer.parseInt(version.group(1)) - CLASS_FILE_OF_JAVA_0)
                    : "a newer Java";
            return "was built for " + built + ", and this is Java " + here + ": build it with --release " + here
                    + " or less, or run Topspin on " + built;
        }
        if (e instanceof NoClassDefFoundError && !message.startsWith(OWN.replace('.', '/')) && !message.contains(" ")) {
            return "needs the class " + Excerpt.printable(message.replace('/', '.')) + ", which is not there: add the JAR that "
                    + "holds it to " + PluginPath.VARIABLE;
        }
        if (e instanceof ExceptionInInitializerError && e.getCause() != null) {
            return "its code fails: " + e.getCause();
        }
        String what = e.getClass().getSimpleName() + ": " + Excerpt.printable(message.replace('/', '.'));
        return OF_THIS_PROGRAM.matcher(message).find()
                ? "was built for another version of Topspin (" + what + "); build it against this one"
                : "does not fit the libraries that are there (" + what + ")";
    }

    private static String reason(ServiceConfigurationError e) {
        Throwable cause = e.getCause();
        if (cause instanceof LinkageError linkage) {
            return misfit(linkage);
        }
        return "its provider cannot be loaded: " + e.getMessage() + (cause == null ? "" : ": " + cause);
    }

    private static Opened opened(PluginPath.Entry entry) {
        Path file = entry.file();
        if (Files.isDirectory(file)) {
            throw new PluginException(entry.given() + ": is a directory; expected a JAR, such as worlds.jar");
        }
        try (JarFile jar = new JarFile(file.toFile())) {
            requireProvider(jar, entry);
            Manifest manifest = jar.getManifest();
            String version = manifest == null ? null
                    : manifest.getMainAttributes().getValue(Attributes.Name.IMPLEMENTATION_VERSION);
            return new Opened(new PluginJar(file.getFileName().toString(), version == null ? PluginJar.UNKNOWN : version,
                    Sha256.of(file)), entry, new URLClassLoader(new URL[] {url(entry)}, null));
        } catch (NoSuchFileException e) {
            throw new PluginException(entry.given() + ": no such file; expected a JAR, such as worlds.jar", e);
        } catch (ZipException e) {
            throw new PluginException(entry.given() + ": is not a JAR (" + e.getMessage() + "); build it again", e);
        } catch (IOException e) {
            throw new PluginException(entry.given() + ": cannot be read: " + FileProblem.reason(e), e);
        }
    }

    private static void requireProvider(JarFile jar, PluginPath.Entry entry) throws IOException {
        boolean provides = false;
        List<String> services = jar.stream().map(ZipEntry::getName).filter(name -> name.startsWith(SERVICES + OWN))
                .toList();
        for (String service : services) {
            String name = service.substring(SERVICES.length());
            try (InputStream in = jar.getInputStream(jar.getEntry(service))) {
                provides |= new String(in.readAllBytes(), StandardCharsets.UTF_8).lines()
                        .anyMatch(line -> !line.replaceFirst("#.*", "").isBlank());
            }
            if (!isKnown(name)) {
                throw new PluginException(entry.given() + ": provides a " + name + ", which this Topspin does not know: it "
                        + "was built for another version of Topspin; build it against this one");
            }
        }
        if (!provides && !entry.library()) {
            throw new PluginException(entry.given() + ": holds no provider: expected a file " + SERVICES
                    + "topspin.env.EnvironmentProvider, or of another kind, that names a class; a library that others need belongs into "
                    + PluginPath.VARIABLE);
        }
    }

    private static boolean isKnown(String service) {
        try {
            return Class.forName(service, false, Plugins.class.getClassLoader()).isInterface();
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    private static URL url(PluginPath.Entry entry) {
        try {
            return entry.file().toUri().toURL();
        } catch (MalformedURLException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Registers an action to run before the JARs are closed. */
    void whenClosed(Runnable task) {
        closing.add(task);
    }

    @Override
    public void close() throws IOException {
        closing.forEach(Runnable::run);
        try (classes) {
            for (Opened jar : opened) {
                jar.own().close();
            }
        }
    }

    /** Loads classes from all JARs, but finds provider names in one JAR only, so that a faulty JAR can be identified. */
    private static final class OfOneJar extends ClassLoader {
        private final URLClassLoader own;

        OfOneJar(ClassLoader classes, URLClassLoader own) {
            super(classes);
            this.own = own;
        }

        @Override
        public Enumeration<URL> getResources(String name) throws IOException {
            return name.startsWith(SERVICES) ? own.findResources(name) : Collections.emptyEnumeration();
        }
    }
}
