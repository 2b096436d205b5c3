package peer;

import com.fasterxml.jackson.core.type.TypeReference;
import java.util.Properties;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.Joined;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.KTable;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.state.KeyValueStore;
import peer.Records.AvecMedecin;
import peer.Records.Consultation;
import peer.Records.ConsultationCreated;
import peer.Records.Dossier;
import peer.Records.Envelope;
import peer.Records.FactureCreated;
import peer.Records.Medecin;
import peer.Records.Patient;
import peer.Records.RendezVous;

/** The topology of bench/topology.ts, step by step, under the same names. */
final class BenchTopology {
    private static final Serde<String> TEXT = Serdes.String();
    private static final Serde<Envelope<Patient>> PATIENT = JsonSerde.of(new TypeReference<>() {});
    private static final Serde<Envelope<Medecin>> MEDECIN = JsonSerde.of(new TypeReference<>() {});
    private static final Serde<Envelope<RendezVous>> RENDEZ_VOUS = JsonSerde.of(new TypeReference<>() {});
    private static final Serde<AvecMedecin> AVEC_MEDECIN = JsonSerde.of(new TypeReference<>() {});
    private static final Serde<Dossier> DOSSIER = JsonSerde.of(new TypeReference<>() {});
    private static final Serde<Envelope<ConsultationCreated>> CONSULTATION_CREATED =
            JsonSerde.of(new TypeReference<>() {});
    private static final Serde<Envelope<FactureCreated>> FACTURE_CREATED = JsonSerde.of(new TypeReference<>() {});

    private BenchTopology() {}

    /** {@code inputPrefix} stands before the names of the input topics: for tests that share a broker. */
    static Topology build(String inputPrefix, String consultationsTopic, String facturesTopic, Properties config) {
        StreamsBuilder builder = new StreamsBuilder();
        KTable<String, Envelope<Patient>> patients =
                builder.table(inputPrefix + "patient.created", Consumed.with(TEXT, PATIENT), store("patients", PATIENT));
        KTable<String, Envelope<Medecin>> medecins =
                builder.table(inputPrefix + "medecin.created", Consumed.with(TEXT, MEDECIN), store("medecins", MEDECIN));

        KStream<String, Consultation> consultations = builder.stream(
                        inputPrefix + "rendezvous.created", Consumed.with(TEXT, RENDEZ_VOUS))
                .selectKey((id, event) -> event.data().medecinId())
                .repartition(Repartitioned.with(TEXT, RENDEZ_VOUS).withName("par-medecin"))
                .join(medecins, BenchTopology::avecMedecin, Joined.with(TEXT, RENDEZ_VOUS, MEDECIN, "avec-medecin"))
                .selectKey((id, rdv) -> rdv.patientId())
                .repartition(Repartitioned.with(TEXT, AVEC_MEDECIN).withName("par-patient"))
                .join(patients, BenchTopology::consultation, Joined.with(TEXT, AVEC_MEDECIN, PATIENT, "avec-patient"));

        consultations
                .map((id, c) -> KeyValue.pair(c.consultationId(), consultationCreated(c)))
                .to(consultationsTopic, Produced.with(TEXT, CONSULTATION_CREATED));
        consultations
                .map((id, c) -> KeyValue.pair(c.factureId(), factureCreated(c)))
                .to(facturesTopic, Produced.with(TEXT, FACTURE_CREATED));
        consultations
                // The key is still the patient's, so nothing is repartitioned and the serde of the value is not asked for.
                .groupByKey(Grouped.keySerde(TEXT))
                .aggregate(() -> new Dossier("", 0, 0), BenchTopology::add, store("dossiers", DOSSIER));
        return builder.build(config);
    }

    private static <V> Materialized<String, V, KeyValueStore<Bytes, byte[]>> store(String name, Serde<V> serde) {
        return Materialized.<String, V, KeyValueStore<Bytes, byte[]>>as(name).withKeySerde(TEXT).withValueSerde(serde);
    }

    private static AvecMedecin avecMedecin(Envelope<RendezVous> event, Envelope<Medecin> of) {
        RendezVous rdv = event.data();
        Medecin medecin = of.data();
        return new AvecMedecin(
                rdv.rendezVousId(),
                rdv.patientId(),
                rdv.medecinId(),
                rdv.dateRendezVous(),
                medecin.nom(),
                medecin.specialite(),
                medecin.tarif());
    }

    private static Consultation consultation(AvecMedecin rdv, Envelope<Patient> patient) {
        String id = rdv.rendezVousId();
        return new Consultation("C-" + id, "F-" + id, patient.data().nom(), rdv);
    }

    private static Dossier add(String patientId, Consultation consultation, Dossier dossier) {
        return new Dossier(
                patientId, dossier.consultations() + 1, dossier.montantTotal() + consultation.rendezVous().tarif());
    }

    private static Envelope<ConsultationCreated> consultationCreated(Consultation c) {
        AvecMedecin rdv = c.rendezVous();
        ConsultationCreated data = new ConsultationCreated(
                c.consultationId(),
                rdv.rendezVousId(),
                rdv.patientId(),
                rdv.medecinId(),
                c.patientNom(),
                rdv.medecinNom(),
                rdv.specialite(),
                rdv.dateRendezVous(),
                rdv.tarif());
        return envelope("consultation.created", c.consultationId(), rdv, data);
    }

    private static Envelope<FactureCreated> factureCreated(Consultation c) {
        AvecMedecin rdv = c.rendezVous();
        FactureCreated data = new FactureCreated(
                c.factureId(), c.consultationId(), rdv.rendezVousId(), rdv.patientId(), rdv.tarif(), "EMISE");
        return envelope("facture.created", c.factureId(), rdv, data);
    }

    private static <T> Envelope<T> envelope(String type, String id, AvecMedecin rdv, T data) {
        return new Envelope<>("e-" + id, type, rdv.dateRendezVous(), "1.0", data);
    }
}
