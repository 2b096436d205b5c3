package peer;

/** What the messages of the benchmark hold, field by field in the order in which millrace writes them. */
final class Records {
    private Records() {}

    record Envelope<T>(String eventId, String eventType, String timestamp, String version, T data) {}

    record Patient(
            String patientId, String nom, String prenom, String email, String telephone, String dateNaissance) {}

    record Medecin(
            String medecinId, String nom, String specialite, String email, int tarif, int dureeConsultation) {}

    record RendezVous(
            String rendezVousId, String patientId, String medecinId, String dateRendezVous, String motif) {}

    record AvecMedecin(
            String rendezVousId,
            String patientId,
            String medecinId,
            String dateRendezVous,
            String medecinNom,
            String specialite,
            int tarif) {}

    record Consultation(String consultationId, String factureId, String patientNom, AvecMedecin rendezVous) {}

    record ConsultationCreated(
            String consultationId,
            String rendezVousId,
            String patientId,
            String medecinId,
            String patientNom,
            String medecinNom,
            String specialite,
            String dateConsultation,
            int montant) {}

    record FactureCreated(
            String factureId, String consultationId, String rendezVousId, String patientId, int montant, String statut) {}

    record Dossier(String patientId, int consultations, int montantTotal) {}

    /** What bench/queries asks for (patientAnswer.ts). */
    record PatientAnswer(
            String patientId,
            String nom,
            String prenom,
            String email,
            String telephone,
            String dateNaissance,
            String connuLe,
            String supprimeLe) {
        static PatientAnswer of(Envelope<Patient> event) {
            Patient data = event.data();
            return new PatientAnswer(
                    data.patientId(),
                    data.nom(),
                    data.prenom(),
                    data.email(),
                    data.telephone(),
                    data.dateNaissance(),
                    event.timestamp(),
                    null);
        }
    }
}
