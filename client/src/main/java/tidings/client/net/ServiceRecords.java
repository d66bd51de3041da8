package tidings.client.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Hashtable;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import javax.naming.Context;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.directory.DirContext;
import javax.naming.directory.InitialDirContext;

/// SRV records (RFC 2782): which hosts of a domain serve MQTT. Java's own DNS client asks the name servers of the system,
/// or the one that the system property `java.naming.provider.url` names.
final class ServiceRecords {

    private static final int FIELDS = 4;
    private static final String FIRST_TIMEOUT_MILLIS = "2000";
    private static final String RETRIES = "2";

    private ServiceRecords() {}

    /// Where a service is.
    record Target(String host, int port) {}

    /// @param priority lower ones come first
    /// @param weight how often it comes before others of its priority
    record Service(int priority, int weight, int port, String host) {}

    /// The hosts that serve MQTT, in the order in which to try them.
    ///
    /// @param domain empty for the one that this machine is in
    /// @throws IOException if there are none
    static List<Target> lookUp(String domain, boolean tls) throws IOException {
        String where = domain.isEmpty() ? localDomain() : domain;
        String name = (tls ? "_secure-mqtt._tcp." : "_mqtt._tcp.") + where;
        List<Service> services = query(name).stream()
                .filter(service -> !service.host().isEmpty()) // a target of "." means: not here
                .toList();
        if (services.isEmpty()) {
            throw new UnknownHostException("there is no SRV record " + name);
        }
        return ordered(services, ThreadLocalRandom.current()).stream()
                .map(service -> new Target(service.host(), service.port()))
                .toList();
    }

    /// By priority; within one by chance, in proportion to the weights.
    static List<Service> ordered(List<Service> services, RandomGenerator random) {
        List<Service> rest = new ArrayList<>(services);
        rest.sort(Comparator.comparingInt(Service::priority).thenComparingInt(Service::weight));
        List<Service> ordered = new ArrayList<>();
        while (!rest.isEmpty()) {
            int priority = rest.get(0).priority();
            List<Service> equals =
                    rest.stream().filter(service -> service.priority() == priority).toList();
            Service next = chosen(equals, random);
            rest.remove(next);
            ordered.add(next);
        }
        return ordered;
    }

    private static Service chosen(List<Service> equals, RandomGenerator random) {
        int sum = equals.stream().mapToInt(Service::weight).sum();
        int point = random.nextInt(sum + 1);
        for (Service service : equals) {
            point -= service.weight();
            if (point <= 0) {
                return service;
            }
        }
        return equals.get(equals.size() - 1);
    }

    @SuppressWarnings({"BanJNDI", "JdkObsolete"}) // DNS answers with texts, not with objects; JNDI wants a Hashtable
    private static List<Service> query(String name) throws IOException {
        Hashtable<String, String> settings = new Hashtable<>();
        settings.put(Context.INITIAL_CONTEXT_FACTORY, "com.sun.jndi.dns.DnsContextFactory");
        settings.put("com.sun.jndi.dns.timeout.initial", FIRST_TIMEOUT_MILLIS);
        settings.put("com.sun.jndi.dns.timeout.retries", RETRIES);
        try {
            DirContext names = new InitialDirContext(settings);
            try {
                return services(names.getAttributes(name, new String[]{"SRV"}).get("SRV"));
            } finally {
                names.close();
            }
        } catch (NamingException failed) {
            throw new IOException("there is no SRV record " + name + ": " + failed.getMessage(), failed);
        }
    }

    private static List<Service> services(Attribute records) throws NamingException {
        List<Service> services = new ArrayList<>();
        if (records == null) {
            return services;
        }
        NamingEnumeration<?> all = records.getAll();
        while (all.hasMore()) {
            String[] fields = String.valueOf(all.next()).split(" ", FIELDS);
            if (fields.length == FIELDS) {
                services.add(new Service(
                        Integer.parseInt(fields[0]), Integer.parseInt(fields[1]), Integer.parseInt(fields[2]),
                        fields[3].replaceFirst("\\.$", "")));
            }
        }
        return services;
    }

    private static String localDomain() throws IOException {
        String name = InetAddress.getLocalHost().getCanonicalHostName();
        int dot = name.indexOf('.');
        if (dot < 0) {
            throw new UnknownHostException("this machine, " + name + ", is in no domain; say which srv(..) is meant");
        }
        return name.substring(dot + 1);
    }
}
